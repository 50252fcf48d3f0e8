/* SPDX-FileCopyrightText: 2026 The Weightscape authors
 * SPDX-License-Identifier: MIT */

#include "config.h"

#include "app/vote-card.h"

#include "core/error.h"
#include "core/numeric.h"
#include "data/dataset.h"
#include "results/map-text.h"
#include "zoo/soft-vote.h"
#include "zoo/train.h"

#include <glib/gi18n.h>
#include <math.h>

struct _WsVoteCard
{
  GtkBox parent_instance;

  GtkWidget *button;
  GtkLabel  *label;
  WsSession *session; /* a reference */
  WsMapData *data;    /* a reference */
  GArray    *states;  /* (element-type guint): who would vote */
  WsReadSlot slot;
};

G_DEFINE_FINAL_TYPE (WsVoteCard, ws_vote_card, GTK_TYPE_BOX)

/* -- the vote ------------------------------------------------------------------------------------
 */

typedef struct
{
  WsMapData *data;
  GArray    *states;
} Question;

static void
question_free (gpointer data)
{
  Question *self = data;

  ws_map_data_unref (self->data);
  g_array_unref (self->states);
  g_free (self);
}

typedef struct
{
  guint  n, n_images;
  double together, mean, best;
} Vote;

/* Weights of all that still have some; their number. */
static gboolean
load_weights (const Question *self, WsProject *project, float *w, guint *n, GError **error)
{
  gsize P = self->data->arch->n_params;

  *n = 0;
  for (guint i = 0; i < self->states->len; i++)
    {
      gint64  checkpoint = self->data->checkpoint[g_array_index (self->states, guint, i)];
      GError *problem = NULL;

      if (ws_project_load_weights (project, checkpoint, w + *n * P, P, &problem))
        (*n)++;
      else if (!g_error_matches (problem, WS_ERROR, WS_ERROR_NOT_FOUND))
        {
          g_propagate_error (error, problem);
          return FALSE;
        }
      g_clear_error (&problem);
    }
  return TRUE;
}

static gpointer
vote_func (WsProject *project, gpointer data, GCancellable *cancellable, GError **error)
{
  const Question *self = data;
  const WsArch   *arch = self->data->arch;
  g_autoptr (WsPopulation) zoo =
      ws_project_get_population (project, self->data->hyper->population, error);
  g_autoptr (WsDataset) set = NULL;
  g_autoptr (WsTensorImages) images = NULL;
  g_autofree float  *w = g_new (float, self->states->len * arch->n_params);
  g_autofree float  *acc = g_new (float, MAX (self->states->len, 1));
  g_autofree double *share = NULL;
  g_autofree Vote   *vote = g_new0 (Vote, 1);
  WsActivation       act;
  g_auto (WsReadJob) stop = { NULL };

  ws_read_job_init (&stop, cancellable);
  if (zoo == NULL || !ws_population_get_network (zoo, &arch, &act, error) ||
      !load_weights (self, project, w, &vote->n, error))
    return NULL;
  if (vote->n < 2)
    {
      g_set_error (error, WS_ERROR, WS_ERROR_NOT_FOUND,
                   _ ("The weights of fewer than two of these states were kept"));
      return NULL;
    }
  set = ws_dataset_load (zoo->data, error);
  if (set == NULL || !ws_dataset_split (set, 0, 0, NULL, NULL, &images, error))
    return NULL;
  share = g_new (double, (gsize)images->n * arch->n_classes);
  if (!ws_zoo_evaluate (arch, act, w, vote->n, images, NULL, acc, NULL, stop.job, error) ||
      !ws_zoo_soft_vote (arch, act, w, vote->n, images, share, stop.job, error))
    return NULL;
  vote->n_images = images->n;
  vote->together = ws_zoo_get_soft_accuracy (arch, images, share);
  vote->mean = ws_mean (acc, vote->n);
  for (guint i = 0; i < vote->n; i++)
    vote->best = fmax (vote->best, (double)acc[i]);
  return g_steal_pointer (&vote);
}

static void
voted_cb (gpointer result, const GError *error, gpointer user_data)
{
  WsVoteCard      *self = user_data;
  g_autofree Vote *vote = result;
  g_autofree char *text = NULL, *accuracy = NULL;

  gtk_widget_set_sensitive (self->button, TRUE);
  if (error != NULL)
    {
      gtk_label_set_label (self->label, error->message);
      return;
    }
  accuracy = ws_text_accuracy (vote->together, vote->n_images);
  text = g_strdup_printf (
      /* Translators: number of networks; accuracy with interval; three differences or accuracies */
      _ ("Together %u networks reach %s on test images: %+.3f beside their mean of %.3f, %+.3f "
         "beside the best of them (%.3f)."),
      vote->n, accuracy, vote->together - vote->mean, vote->mean, vote->together - vote->best,
      vote->best);
  gtk_label_set_label (self->label, text);
}

void
ws_vote_card_vote (WsVoteCard *self)
{
  Question *question;

  g_return_if_fail (WS_IS_VOTE_CARD (self));
  if (self->session == NULL || self->states->len < 2 || ws_read_slot_is_busy (&self->slot))
    return;
  question = g_new0 (Question, 1);
  question->data = ws_map_data_ref (self->data);
  question->states = g_array_copy (self->states);
  gtk_widget_set_sensitive (self->button, FALSE);
  gtk_label_set_label (self->label, _ ("Voting …"));
  ws_session_read (self->session, &self->slot, vote_func, question, question_free, g_free, voted_cb,
                   self);
}

/* -- who votes -----------------------------------------------------------------------------------
 */

static void
list_states (WsVoteCard *self, const guint8 *selected)
{
  g_array_set_size (self->states, 0);
  for (guint j = 0; selected != NULL && j < self->data->networks->len; j++)
    {
      const WsMapNetwork *net = ws_map_data_get_network (self->data, j);

      for (guint i = net->first + net->n; i-- > net->first;)
        if (selected[i])
          {
            g_array_append_val (self->states, i);
            break;
          }
    }
}

void
ws_vote_card_set_selection (WsVoteCard   *self,
                            WsSession    *session,
                            WsMapData    *data,
                            const guint8 *selected)
{
  g_return_if_fail (WS_IS_VOTE_CARD (self));
  ws_read_slot_clear (&self->slot);
  g_set_object (&self->session, session);
  if (data != NULL)
    ws_map_data_ref (data);
  g_clear_pointer (&self->data, ws_map_data_unref);
  self->data = data;
  list_states (self, data != NULL ? selected : NULL);
  gtk_widget_set_sensitive (self->button, TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self), self->states->len >= 2);
  gtk_label_set_label (self->label, _ ("Do they know more together than each alone?"));
}

/* -- widget --------------------------------------------------------------------------------------
 */

static void
ws_vote_card_dispose (GObject *object)
{
  WsVoteCard *self = WS_VOTE_CARD (object);

  ws_read_slot_clear (&self->slot);
  g_clear_object (&self->session);
  g_clear_pointer (&self->data, ws_map_data_unref);
  g_clear_pointer (&self->states, g_array_unref);
  G_OBJECT_CLASS (ws_vote_card_parent_class)->dispose (object);
}

static void
ws_vote_card_class_init (WsVoteCardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ws_vote_card_dispose;
}

static void
ws_vote_card_init (WsVoteCard *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  self->states = g_array_new (FALSE, FALSE, sizeof (guint));
  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->label, 0.0f);
  gtk_label_set_wrap (self->label, TRUE);
  gtk_label_set_max_width_chars (self->label, 34);
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "numeric");
  self->button = gtk_button_new_with_mnemonic (_ ("Let Them _Vote"));
  gtk_widget_set_tooltip_text (self->button,
                               _ ("The selected networks as an ensemble, beside each alone (E)"));
  gtk_widget_set_halign (self->button, GTK_ALIGN_START);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->button), "page.vote");
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->label));
  gtk_box_append (GTK_BOX (self), self->button);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
